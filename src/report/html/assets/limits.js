// How far a share may be from that of its peers before it is no chance any more.

/**
 * Peers by size and share, with the limits within which chance alone moves a share. The limits are widened by how far
 * peers differ beyond chance (multiplicative, winsorised at a tenth on either side).
 * @param {{ part: number, whole: number }[]} peers each with a whole above 0
 */
export function limits(peers) {
  const whole = peers.reduce((all, it) => all + it.whole, 0);
  const mean = whole === 0 ? 0 : peers.reduce((all, it) => all + it.part, 0) / whole;
  const spread = mean * (1 - mean);
  const z = peers.map((it) => (spread === 0 ? 0 : (it.part / it.whole - mean) / Math.sqrt(spread / it.whole))).sort((a, b) => a - b);
  const cut = Math.floor(z.length / 10);
  const kept = z.map((it) => Math.min(Math.max(it, z[cut] ?? 0), z[z.length - 1 - cut] ?? 0));
  const wider = Math.max(1, kept.reduce((all, it) => all + it * it, 0) / Math.max(1, kept.length));
  const at = (/** @type {number} */ size, /** @type {number} */ z) => {
    const half = z * Math.sqrt((wider * spread) / size);
    return [Math.max(0, mean - half), Math.min(1, mean + half)];
  };
  return { mean, wider, at };
}
