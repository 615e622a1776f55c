// How far a share may be from that of its peers by chance.

/**
 * The mean share of some peers, and the limits within which chance alone moves the share of an office of a given size:
 * `z` standard deviations from the mean, widened by how far the peers differ beyond chance (multiplicatively, with a
 * tenth winsorised on either side).
 * @param {{ part: number, whole: number }[]} peers each with a whole above 0
 */
export function limits(peers) {
  const whole = peers.reduce((total, it) => total + it.whole, 0);
  const mean = whole === 0 ? 0 : peers.reduce((total, it) => total + it.part, 0) / whole;
  const variance = mean * (1 - mean);
  const z = peers
    .map((it) => (variance === 0 ? 0 : (it.part / it.whole - mean) / Math.sqrt(variance / it.whole)))
    .sort((a, b) => a - b);
  const cut = Math.floor(z.length / 10);
  const winsorised = z.map((it) => Math.min(Math.max(it, z[cut] ?? 0), z[z.length - 1 - cut] ?? 0));
  const wider = Math.max(1, winsorised.reduce((total, it) => total + it * it, 0) / Math.max(1, winsorised.length));
  const at = (/** @type {number} */ size, /** @type {number} */ z) => {
    const half = z * Math.sqrt((wider * variance) / size);
    return [Math.max(0, mean - half), Math.min(1, mean + half)];
  };
  return { mean, wider, at };
}
