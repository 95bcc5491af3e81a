import type { Caller } from './caller.ts';
import { Refused } from './types.ts';

/** A text in the two languages of a platform. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** The text in the caller's language. */
export function say(caller: Pick<Caller, 'locale'>, text: Text): string {
  return text[caller.locale];
}

/** One field of an input that cannot be accepted. */
export interface Problem {
  readonly field: string;
  readonly text: Text;
}

/** No record with that id, or none that the caller may see: the two are never told apart. */
export function notFound(caller: Caller, id: string | null = null): Refused {
  const message = say(caller, {
    zh: '没有该记录，或您无权查看。',
    en: 'There is no such record, or you may not see it.',
  });
  return new Refused({ __typename: 'NotFound', message, id });
}

/** The caller's roles do not cover the record. */
export function notPermitted(caller: Caller): Refused {
  const message = say(caller, {
    zh: '您的角色不包括该记录，请联系所属单位或平台的管理员。',
    en: 'Your roles do not cover this record. Ask the administrator of the unit or the platform.',
  });
  return new Refused({ __typename: 'NotPermitted', message });
}

/** All problems of an input at once. */
export function invalidInput(caller: Caller, problems: readonly Problem[]): Refused {
  const message = say(caller, {
    zh: '输入有误，请修改所列各项。',
    en: 'The input cannot be accepted: change the fields listed.',
  });
  const told = problems.map(({ field, text }) => ({ field, message: say(caller, text) }));
  return new Refused({ __typename: 'InvalidInput', message, problems: told });
}

/** The record's state does not allow the step. */
export function wrongState(caller: Caller, state: string, possible: readonly string[]): Refused {
  const steps = possible.join(', ') || (caller.locale === 'zh' ? '无' : 'none');
  const message = say(caller, {
    zh: `当前状态 ${state} 不允许此操作；可行的操作：${steps}。`,
    en: `The state ${state} does not allow this step; possible now: ${steps}.`,
  });
  return new Refused({ __typename: 'WrongState', message, state, possible: [...possible] });
}

/** Throws `invalidInput` when there is any problem. */
export function refuseProblems(caller: Caller, problems: readonly (Problem | null)[]): void {
  const real = problems.filter((problem) => problem !== null);
  if (real.length > 0) throw invalidInput(caller, real);
}

/** A problem when a text is empty or blank. */
export function required(field: string, value: string | null | undefined): Problem | null {
  return value?.trim() ? null : { field, text: { zh: '必填。', en: 'This field is required.' } };
}
