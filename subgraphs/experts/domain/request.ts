/** Where a request to an expert stands. `PENDING`: sent to the expert's home platform, which alone moves it. */
export type ExpertRequestState = 'PENDING' | 'REQUESTED' | 'ACCEPTED' | 'COMPLETED' | 'REFUSED' | 'WITHDRAWN';
export type ExpertRequestStep = 'accept' | 'refuse' | 'complete' | 'withdraw';

/** Which step leads where. What is not in the table is a `WrongState`. */
export const requestSteps: Readonly<
  Record<ExpertRequestState, Partial<Record<ExpertRequestStep, ExpertRequestState>>>
> = {
  PENDING: {},
  REQUESTED: { accept: 'ACCEPTED', refuse: 'REFUSED', withdraw: 'WITHDRAWN' },
  ACCEPTED: { complete: 'COMPLETED', withdraw: 'WITHDRAWN' },
  COMPLETED: {},
  REFUSED: {},
  WITHDRAWN: {},
};

/** What a step is called in events, audit rows and payloads, and whose it is. */
export const stepWords: Readonly<
  Record<ExpertRequestStep, { readonly action: string; readonly happened: string; readonly by: 'EXPERT' | 'REQUESTER' }>
> = {
  accept: { action: 'acceptExpertRequest', happened: 'accepted', by: 'EXPERT' },
  refuse: { action: 'refuseExpertRequest', happened: 'refused', by: 'EXPERT' },
  complete: { action: 'completeExpertRequest', happened: 'completed', by: 'EXPERT' },
  withdraw: { action: 'withdrawExpertRequest', happened: 'withdrawn', by: 'REQUESTER' },
};

/** The states as the partner contract and the SDL write them; null for a word of other software that is none of them. */
export function stateNamed(word: string): ExpertRequestState | null {
  return word in requestSteps ? (word as ExpertRequestState) : null;
}
