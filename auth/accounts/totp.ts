import { Secret, TOTP } from 'otpauth';

const STEP_SECONDS = 30;

function generator(secret: string, issuer: string, label: string): TOTP {
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** A fresh 160-bit secret in base32 (RFC 4226 §4 R6). */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The `otpauth://` address that an authenticator app reads. */
export function totpAddress(secret: string, issuer: string, label: string): string {
  return generator(secret, issuer, label).toString();
}

/** The code at `now`: for demos, tests and the walkthrough. */
export function totpCode(secret: string, now: Date): string {
  return generator(secret, 'mudan', 'mudan').generate({ timestamp: now.getTime() });
}

/** The 30-second step of a right code, one step either side (RFC 6238 §5.2); null when it is wrong. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = generator(secret, 'mudan', 'mudan').validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_SECONDS) + delta;
}
