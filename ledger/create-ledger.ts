import type { Kernel } from '../kernel/types.ts';
import { Books } from './books.ts';
import { Closing } from './closing.ts';
import { Gates } from './gates.ts';
import { Journal } from './journal.ts';
import { createLedgerCollections, ledgerModels } from './models.ts';
import { nextNumber } from './numbers.ts';
import { Parties } from './parties.ts';
import { Payments } from './payments.ts';
import { PeriodGate } from './period-gate.ts';
import { PeriodSums } from './period-sums.ts';
import { Pricing } from './pricing.ts';
import { Purses } from './purses.ts';
import { ServiceRecords } from './service-records.ts';
import { Services } from './services.ts';
import { Statements } from './statements.ts';
import type { Ledger } from './types.ts';

/** Makes the ledger of a platform on its kernel's connection; collections and indexes exist when it resolves. */
export async function createLedger({ kernel }: { readonly kernel: Omit<Kernel, 'partners'> }): Promise<Ledger> {
  const models = ledgerModels(kernel.connection);
  await createLedgerCollections(models);
  const gate = new PeriodGate(models, kernel.platform.timeZone);
  const parties = new Parties(models);
  const pricing = new Pricing(models, kernel.clock);
  const journal = new Journal({ kernel, models, gate, parties });
  const purses = new Purses(models, journal);
  const gates = new Gates(models, parties, purses);
  const services = new Services(journal, pricing, gates);
  const statements = new Statements(kernel, models);
  const sums = new PeriodSums(models);
  const closing = new Closing({ kernel, models, gate, parties, statements, sums });
  const books = new Books(models, sums);
  return {
    quote: (request, session) => pricing.quote(request, session),
    hold: (tx, posting) => services.hold(tx, posting),
    settle: (tx, posting) => services.settle(tx, posting),
    release: (tx, source) => services.release(tx, source),
    correct: (tx, source, reason, posting) => services.correct(tx, source, reason, posting),
    confirmCharge: (tx, purseId, sourceId) => gates.confirm(tx, purseId, sourceId),
    mayRelease: (source, consumer, session) => gates.mayRelease(source, consumer, session),
    trialBalance: (session, at) => books.trialBalance(session, at),
    close: (caller, span) => closing.close(caller, span),
    periodState: (period) => gate.stateOf(period),
    number: (tx, series) => nextNumber(models, tx, series),
    pricing,
    parties,
    payments: new Payments(journal),
    purses,
    statements,
    serviceRecords: new ServiceRecords(models),
    books,
  };
}
