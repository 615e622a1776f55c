// Years of which some were filed in another version of the form.

/**
 * Years with the seams between them: where the form changes, a place is left and a line drawn.
 * @param {number[]} years
 * @param {(year: number) => number | undefined} form the version of a year, if there is one
 * @param {(form: number) => string} title
 */
export function seamed(years, form, title) {
  /** @type {{ year: number | null, name: string, seam: string }[]} */
  const places = [];
  let before;
  for (const year of years) {
    const now = form(year);
    if (before !== undefined && now !== undefined && now !== before) places.push({ year: null, name: "", seam: title(now) });
    before = now ?? before;
    places.push({ year, name: String(year), seam: "" });
  }
  return places;
}
