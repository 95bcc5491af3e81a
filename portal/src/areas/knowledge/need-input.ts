const YUAN = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** Keywords as people type them: separated by commas, semicolons or blanks of either script. */
export function keywordsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[,，、;；\s]+/).filter((word) => word !== ''))];
}

/** A budget in yuan as fen, exactly; absent when nothing (or no amount) was typed. */
export function budgetFen(text: string): { readonly budgetFen?: number } {
  const [, yuan, fraction = ''] = YUAN.exec(text.trim()) ?? [];
  return yuan === undefined ? {} : { budgetFen: Number(yuan) * 100 + Number(fraction.padEnd(2, '0')) };
}
