import { describe, expect, test } from 'vitest';
import { type StepFacts, stepsElsewhere, stepsNow } from './possible-steps.ts';

const asked: StepFacts = {
  state: 'DISPATCHED',
  mode: 'FIRST_COME',
  dispatches: [{ answer: 'OPEN' }],
  holds: [],
  rating: null,
  draft: null,
};
const hold = { reason: 'OTHER', note: '等', by: null, since: new Date(0), expectedUntil: null, endedAt: null } as const;

describe('what a request allows', () => {
  test('a unit that was asked takes it or quotes; where the firm chooses it only quotes', () => {
    expect(stepsNow(asked)).toEqual(expect.arrayContaining(['takeTestRequest', 'quoteTestRequest']));
    const chosen = stepsNow({ ...asked, mode: 'CHOSEN_BY_FIRM' });
    expect(chosen).toContain('quoteTestRequest');
    expect(chosen).not.toContain('takeTestRequest');
  });

  test('a quote is accepted when there is one', () => {
    expect(stepsNow(asked)).not.toContain('acceptQuote');
    expect(stepsNow({ ...asked, dispatches: [{ answer: 'QUOTED' }] })).toContain('acceptQuote');
  });

  test('work is planned and held while it lasts, and goes on after a hold', () => {
    const taken: StepFacts = { ...asked, state: 'TAKEN' };
    expect(stepsNow(taken)).toEqual(expect.arrayContaining(['planWork', 'holdTestRequest']));
    expect(stepsNow(taken)).not.toContain('resumeTestRequest');
    const held = stepsNow({ ...taken, holds: [hold] });
    expect(held).toContain('resumeTestRequest');
    expect(held).not.toContain('holdTestRequest');
    expect(stepsNow({ ...taken, state: 'TESTED' })).not.toContain('planWork');
  });

  test('a request at another platform is withdrawn from here until a unit has it', () => {
    expect(stepsElsewhere('DISPATCHED')).toEqual(['withdrawTestRequest']);
    expect([stepsElsewhere('PENDING'), stepsElsewhere('TAKEN')]).toEqual([[], []]);
  });

  test('a rating is replied to once', () => {
    const rated: StepFacts = { ...asked, state: 'COMPLETED', rating: { reply: null } };
    expect(stepsNow(rated)).toContain('replyToRating');
    expect(stepsNow({ ...rated, rating: { reply: '谢谢' } })).not.toContain('replyToRating');
  });
});
