import { type Problem, required } from '../../../kernel/refusals.ts';
import { INQUIRY_LIMITS } from '../domain/inquiries.ts';

export interface ContactFields {
  readonly name: string;
  readonly firmName: string | null;
  readonly telephone: string | null;
  readonly email: string | null;
}

export interface AskInput {
  readonly idempotencyKey: string;
  readonly title: string;
  readonly description: string;
  readonly standard?: string | null | undefined;
  readonly testItemIds?: readonly string[] | null | undefined;
  readonly sampleCount?: number | null | undefined;
  readonly contact: {
    readonly name: string;
    readonly firmName?: string | null | undefined;
    readonly telephone?: string | null | undefined;
    readonly email?: string | null | undefined;
  };
}

/** The contact as it is kept: trimmed, null where nothing was given. */
export function contactOf({ contact }: AskInput): ContactFields {
  const { name, firmName, telephone, email } = contact;
  const given = (text: string | null | undefined): string | null => text?.trim() || null;
  return { name: name.trim(), firmName: given(firmName), telephone: given(telephone), email: given(email) };
}

/** What is wrong with a question. */
export function problemsOf(input: AskInput): (Problem | null)[] {
  const { contact, title, description } = input;
  const samples = input.sampleCount ?? 1;
  const reachable = Boolean(contact.telephone?.trim() || contact.email?.trim());
  return [
    required('title', title),
    required('description', description),
    tooLong('title', title, INQUIRY_LIMITS.titleCharacters),
    tooLong('description', description, INQUIRY_LIMITS.descriptionCharacters),
    tooLong('standard', input.standard, INQUIRY_LIMITS.contactCharacters),
    ...(['name', 'firmName', 'telephone', 'email'] as const).map((field) =>
      tooLong(`contact.${field}`, contact[field], INQUIRY_LIMITS.contactCharacters),
    ),
    required('contact.name', contact.name),
    reachable
      ? null
      : { field: 'contact', text: { zh: '请留下电话或邮箱。', en: 'Give a telephone number or an e-mail address.' } },
    (input.testItemIds ?? []).length <= INQUIRY_LIMITS.testItems
      ? null
      : { field: 'testItemIds', text: { zh: '最多 5 个检测项目。', en: 'At most 5 items.' } },
    Number.isSafeInteger(samples) && samples > 0 && samples <= INQUIRY_LIMITS.samples
      ? null
      : { field: 'sampleCount', text: { zh: '样品数须为 1 至 200。', en: '1 to 200 samples.' } },
  ];
}

/** A problem when a text is longer than it may be. */
export function tooLong(field: string, text: string | null | undefined, most: number): Problem | null {
  if ((text ?? '').length <= most) return null;
  return { field, text: { zh: `最多 ${most} 字。`, en: `At most ${most} characters.` } };
}
