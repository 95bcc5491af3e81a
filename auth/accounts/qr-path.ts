import { encode } from 'uqr';

/** Modules of quiet zone that scanners need around the code (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code for an SVG: the side of its square view box, quiet zone included, and one path of its dark modules. */
export interface QrPath {
  readonly side: number;
  readonly path: string;
}

/** Made here, so that no secret is sent to a service that draws codes. */
export function qrPath(text: string): QrPath {
  // The least correction: nothing smudges a screen, and fewer modules are easier to scan.
  const { data, size } = encode(text, { ecc: 'L', border: QUIET });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { side: size, path };
}
