// Years over which the version of the form changed.

/**
 * The places on an axis: one for each year, and one for each seam between years of different forms.
 * @param {number[]} years
 * @param {(year: number) => number | undefined} form the form used in a year, if any was
 * @param {(form: number) => string} title
 */
export function seamed(years, form, title) {
  /** @type {{ year: number | null, name: string, seam: string }[]} */
  const places = [];
  let before;
  for (const year of years) {
    const now = form(year);
    if (before !== undefined && now !== undefined && now !== before)
      places.push({ year: null, name: "", seam: title(now) });
    before = now ?? before;
    places.push({ year, name: String(year), seam: "" });
  }
  return places;
}
