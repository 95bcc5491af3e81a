import type { EngineAnswer } from './types.ts';

/** Stands for `data` in what Apollo Server gets from the gateway: the whole response as text, made already. */
export class ReadyAnswer {
  readonly answer: EngineAnswer;

  constructor(answer: EngineAnswer) {
    this.answer = answer;
  }

  /** What a plugin or a formatter sees that serialises the response itself. */
  toJSON(): unknown {
    return (JSON.parse(this.answer.text) as { data: unknown }).data;
  }
}

/** For `ApolloServer`'s `stringifyResult`: passes ready text on, unless the server has something to add. */
export function stringifyResult(result: {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: unknown;
}): string {
  const { data } = result;
  if (!(data instanceof ReadyAnswer)) return JSON.stringify(result);
  if (result.errors === undefined && result.extensions === undefined) return data.answer.text;
  const whole = JSON.parse(data.answer.text) as Record<string, unknown>;
  return JSON.stringify({ ...whole, ...(result.extensions === undefined ? {} : { extensions: result.extensions }) });
}
