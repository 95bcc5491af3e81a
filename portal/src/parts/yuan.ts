const YUAN = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** An amount typed in yuan as whole fen, `120.5` → 12050; undefined when it is none. Digits only: no float is involved. */
export function fenOfYuan(text: string | undefined): number | undefined {
  const match = YUAN.exec((text ?? '').trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}
