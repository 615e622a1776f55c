// Elements out of words. Text goes in as text and nothing else: no name of an office can become markup.

/** @typedef {Node | string | number | null | undefined | false | Node[]} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * An element with its attributes (`on…` are listeners, false and null are left out) and its children.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/**
 * @param {Element | DocumentFragment} parent
 * @param {(Child | Child[])[]} children
 */
export function append(parent, children) {
  for (const child of /** @type {(Exclude<Child, Node[]>)[]} */ (children.flat(3))) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(typeof child === "number" ? String(child) : child);
  }
}

/**
 * Puts children in the place of what an element has.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * A link within the page.
 * @param {string} path
 * @param {...Child} children
 */
export function link(path, ...children) {
  return el("a", { href: `#/${path}` }, ...children);
}

/**
 * The path of a view: its parts are written so that any code or name can be one.
 * @param {...(string | number)} parts
 */
export function path(...parts) {
  return parts.map((part) => encodeURIComponent(String(part))).join("/");
}

/**
 * A choice among values; what is chosen is told by `changed`.
 * @param {string} label
 * @param {[string, string][]} options value and text
 * @param {string} chosen
 * @param {(value: string) => void} changed
 */
export function choice(label, options, chosen, changed) {
  const select = /** @type {HTMLSelectElement} */ (
    el("select", { onchange: () => changed(select.value) }, options.map(([value, text]) => el("option", { value }, text)))
  );
  select.value = chosen;
  return el("label", { class: "field" }, el("span", {}, label), select);
}

/**
 * A button that does something here; what leads elsewhere is a link.
 * @param {string} text
 * @param {() => void} pressed
 * @param {Attributes} [attributes]
 */
export function button(text, pressed, attributes) {
  return el("button", { type: "button", onclick: pressed, ...attributes }, text);
}
