import type { Locator, Page } from 'playwright-core';
import { seriousViolations } from './axe.ts';
import { openAs } from './people.ts';
import type { PortalWorld } from './portal.ts';
import type { Session } from './session.ts';

/** Fills in a step's dialog; gives the name of its button where that is not the step's. */
type Fill = (dialog: Locator) => Promise<unknown>;

/** A page of the laboratory's side that somebody has open. */
export interface Desk {
  readonly session: Session;
  /** The steps that are offered, in order. */
  steps(): Promise<readonly string[]>;
  /** Presses a step's button, fills in its dialog, sends it, and waits until the page shows what became of it. */
  take(step: string, fill?: Fill): Promise<void>;
  reload(): Promise<void>;
}

/** The laboratory's and the staff's hands in the testing service; everybody logs in once. */
export function testingSteps(world: PortalWorld) {
  const sessions = new Map<string, Promise<Session>>();
  const violations = new Set<string>();
  const open = async (username: string, path: string): Promise<Desk> => {
    const opening = sessions.get(username) ?? openAs(world, username);
    sessions.set(username, opening);
    const session = await opening;
    await session.setClockOffset(await world.clockOffsetMs());
    await session.page.goto(`${world.origin('mdj')}${path}`);
    await session.settled();
    return deskOf(session, violations);
  };
  return {
    /** What axe calls serious or critical in the dialogs that were filled in, with their steps. */
    violations: violations as ReadonlySet<string>,
    openTest: (username: string, id: string) => open(username, `/lab/tests/${encodeURIComponent(id)}`),
    openComplaints: (username: string) => open(username, '/lab/complaints'),
    openInquiries: (username: string) => open(username, '/lab/inquiries'),
    quoteByGraph: async (username: string, testRequestId: string): Promise<void> => {
      const quote = { testRequestId, turnaroundDays: 3, validUntil: '2013-03-20T00:00:00.000Z' };
      await (await world.login(username)).do('quoteTestRequest', quote, 'testRequest { state }');
    },
    workByGraph: (username: string, testRequestId: string) => work(world, username, testRequestId),
  };
}

function deskOf(session: Session, violations: Set<string>): Desk {
  const { page, settled } = session;
  const dialog = page.getByRole('dialog');
  return {
    session,
    steps: () => page.locator('.page-title-actions').getByRole('button').allInnerTexts(),
    take: async (step, fill) => {
      await page
        .getByRole('main')
        .getByRole('button', { name: new RegExp(`^${step}( |$)`) })
        .first()
        .click();
      const confirm = await fill?.(dialog);
      if (fill) for (const violation of await dialogViolations(page)) violations.add(`${step}: ${violation}`);
      await dialog.getByRole('button', { name: typeof confirm === 'string' ? confirm : step, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
      await settled();
    },
    reload: async () => {
      await page.reload();
      await settled();
    },
  };
}

/** What axe calls serious or critical once nothing moves any more: what fades in or out has neither its colours nor its names. */
export async function dialogViolations(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  return seriousViolations(page);
}

/** The work orders of a request's steps: use where there is an instrument, and the end of each. Two hours pass. */
async function work(world: PortalWorld, username: string, testRequestId: string): Promise<void> {
  await world.settle('mdj');
  await world.advance(120);
  const lab = await world.login(username);
  const { testRequest } = await lab.ask(
    'query($id: ID!) { testRequest(id: $id) { workSteps { instrument { id } workOrder { id } } } }',
    { id: testRequestId },
  );
  const now = Date.now() + (await world.clockOffsetMs());
  const at = (minutesAgo: number): string => new Date(now - minutesAgo * 60_000).toISOString();
  for (const { instrument, workOrder } of testRequest.workSteps) {
    const workOrderId = workOrder.id;
    if (instrument)
      await lab.do('recordUsage', { workOrderId, start: at(90), end: at(40), usageClass: 'TEST' }, 'workOrder { id }');
    await lab.do('closeWorkOrder', { workOrderId, resultText: '完成' }, 'workOrder { state }');
  }
  await world.settle('mdj');
}

/** The name of a unit of mdj. */
export async function unitName(world: PortalWorld, id: string): Promise<string> {
  const { unit } = await world.visitor('mdj').ask('query($id: ID!) { unit(id: $id) { name } }', { id });
  return unit.name;
}
