import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { type Problem, required } from '../../../kernel/refusals.ts';
import { NO_DEADLINES } from '../domain/deadlines.ts';
import type { RequestTestInput } from './wish.ts';

/** Files that a firm may send along. */
const MOST_FILES = 10;

/** What is wrong with the form of a request. */
export function problemsOf(input: RequestTestInput): (Problem | null)[] {
  const count = input.samples.length;
  const homes = new Set(input.items.map(({ testItemId }) => platformOf(testItemId)));
  const today = input.onBehalfOf ? required('onBehalfOf.contactName', input.onBehalfOf.contactName) : null;
  return [
    required('title', input.title),
    required('purpose', input.purpose),
    today,
    input.items.length > 0
      ? null
      : { field: 'items', text: { zh: '至少选择一个检测项目。', en: 'Name at least one test item.' } },
    homes.size <= 1
      ? null
      : { field: 'items', text: { zh: '检测项目须属同一平台。', en: 'All items must be of one platform.' } },
    count > 0 && count <= 200
      ? null
      : { field: 'samples', text: { zh: '样品数须为 1 至 200。', en: 'Send 1 to 200 samples.' } },
    ...input.items.map(({ sampleCount }, index): Problem | null =>
      sampleCount === null || sampleCount === undefined || (sampleCount > 0 && sampleCount <= count)
        ? null
        : {
            field: `items.${index}.sampleCount`,
            text: { zh: '须为 1 至样品总数。', en: 'Must be 1 to the number of samples.' },
          },
    ),
    ...input.samples.map(({ name }, index) => required(`samples.${index}.name`, name)),
    (input.attachmentIds?.length ?? 0) <= MOST_FILES
      ? null
      : {
          field: 'attachmentIds',
          text: { zh: `附件最多 ${MOST_FILES} 个。`, en: `Send at most ${MOST_FILES} files.` },
        },
  ];
}

/** The fields of a request that are the input's or empty at first. */
export function blankRequest(input: RequestTestInput, now: Date) {
  return {
    remoteId: null,
    idempotencyKey: input.idempotencyKey,
    title: input.title.trim(),
    purpose: input.purpose.trim(),
    confidentiality: input.confidentiality ?? 'INTERNAL',
    wantedBy: input.wantedBy ?? null,
    wantsToBePresent: input.wantsToBePresent ?? false,
    attachments: [],
    channel: input.channel ?? 'ONLINE',
    dispatches: [],
    askedUnitIds: [],
    takenBy: null,
    takenItemIds: [],
    collector: null,
    payWith: [],
    workOrderId: null,
    steps: [],
    deadlines: NO_DEADLINES,
    holds: [],
    remoteTimeline: null,
    actualMinutes: null,
    priceFinal: false,
    mode: 'FIRST_COME',
    quoteHolds: false,
    agreement: null,
    report: null,
    supersededReports: [],
    draft: null,
    issuedDraft: null,
    retestOf: null,
    rating: null,
    reason: null,
    refusal: null,
    requestedAt: now,
    syncedAt: null,
  } as const;
}

/** For whom the test is: the caller with its firm, or the firm that staff enters it for. */
export function whoAsks(caller: Caller, input: RequestTestInput) {
  const isFirm = caller.grants.some(({ role }) => role === 'FIRM_USER');
  const { onBehalfOf } = input;
  if (!onBehalfOf) {
    const { subject: requesterId, name: requesterName, home: requesterHome, unitId: firmId } = caller;
    return { requesterId, requesterName, requesterHome, firmId, isFirm };
  }
  return {
    requesterId: onBehalfOf.accountId ?? caller.subject,
    requesterName: onBehalfOf.contactName.trim(),
    requesterHome: platformOf(onBehalfOf.firmId),
    firmId: onBehalfOf.firmId,
    isFirm: false,
  };
}
