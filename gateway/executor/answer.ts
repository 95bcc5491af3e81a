import type { EngineAnswer } from '../types.ts';

/** An answer whose bytes are made when the first asks for them. */
export function engineAnswer(text: string, errorCodes: readonly string[]): EngineAnswer {
  let encoded: Buffer | undefined;
  return {
    text,
    errorCodes,
    bytes: () => {
      encoded ??= Buffer.from(text, 'utf8');
      return encoded;
    },
  };
}
