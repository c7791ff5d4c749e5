/** A bit(256) as pg hands it over, 256 characters of 0 and 1, as 64 hex digits. */
export function hexOfBits(bits: string): string {
  return BigInt(`0b${bits}`).toString(16).padStart(64, '0');
}
