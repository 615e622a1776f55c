// Makes elements. Text is only ever inserted as text, so that no name of an office can become markup.

/** @typedef {Node | string | number | null | undefined | false | Node[]} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */

/**
 * An element with attributes and children. `on…` is a listener; false, null and undefined are left out.
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
 * Appends children, however they are nested. False, null and undefined are left out.
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
 * Replaces everything in an element by other children.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function fill(parent, ...children) {
  parent.textContent = "";
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
 * A link to what needs a word of explanation, which is shown when it is pointed at.
 * @param {string} path
 * @param {string} hint
 * @param {...Child} children
 */
export function hintedLink(path, hint, ...children) {
  return el("a", { href: `#/${path}`, title: hint }, ...children);
}

/**
 * The path of a view. Its parts are encoded, so that any code or name can be one.
 * @param {...(string | number)} parts
 */
export function path(...parts) {
  return parts.map((part) => encodeURIComponent(String(part))).join("/");
}

/**
 * A labelled drop-down list.
 * @param {string} label
 * @param {string[][]} options value and text of each
 * @param {string} chosen
 * @param {(value: string) => void} onChange
 */
export function choice(label, options, chosen, onChange) {
  const select = /** @type {HTMLSelectElement} */ (
    el(
      "select",
      { onchange: () => onChange(select.value) },
      options.map(([value, text]) => el("option", { value }, text)),
    )
  );
  select.value = chosen;
  return el("label", { class: "field" }, el("span", {}, label), select);
}

/**
 * A button. What leads to another view is a link instead.
 * @param {string} text
 * @param {() => void} onClick
 * @param {Attributes} [attributes]
 */
export function button(text, onClick, attributes) {
  return el("button", { type: "button", onclick: onClick, ...attributes }, text);
}
