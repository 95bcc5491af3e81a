/** A telephone number with its middle hidden: `138****5678`; short ones are hidden whole. */
export function maskTelephone(telephone: string | null): string | null {
  if (telephone === null) return null;
  if (telephone.length < 8) return '****';
  return `${telephone.slice(0, 3)}****${telephone.slice(-4)}`;
}

/** An e-mail address with its local part hidden but for the first character: `l***@example.cn`. */
export function maskEmail(email: string | null): string | null {
  if (email === null) return null;
  const at = email.indexOf('@');
  return at < 1 ? '***' : `${email[0]}***${email.slice(at)}`;
}
