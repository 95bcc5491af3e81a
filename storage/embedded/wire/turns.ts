import { toNumber } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import type { Reply } from '../commands/context.ts';
import { dispatch, failure } from '../commands/dispatch.ts';
import type { Failure } from '../commands/fail-points.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import { isSqliteError, syncFault } from '../transactions/group-commit.ts';
import { LockWait } from '../transactions/transaction.ts';
import type { Client } from './client.ts';
import { type Request, replyFrame } from './frames.ts';
import { injectedFailure, withConcernError } from './injected.ts';
import { BACKUP, runBackup } from './online-backup.ts';

/** Rounds of the event loop that one commit may gather writes from: while others still send, one sync serves them too. */
const MAX_ROUNDS = 4;

interface Answer {
  readonly client: Client;
  readonly request: Request;
  readonly reply: Reply;
}

/**
 * Runs commands in turns. All that arrived in one round of the event loop runs, one command after the other, and one commit takes their writes to the log; while
 * that is synced the next turn gathers. Nobody is answered before the log is on disk, not even those who only read, because they may have seen the writes.
 */
export class Turns {
  private readonly store: Store;
  private ready: Client[] = [];
  private answers: Answer[] = [];
  private rounds = 0;
  /** Answers of finished turns that wait for the disk. */
  private unsent = 0;
  /** How many wait for an answer when many send; one less with every turn, so that it follows when they go. */
  private usual = 0;
  private scheduled = false;
  /** The turn has writes and ends when the running sync does. */
  private waitsForSync = false;
  private readonly onDiskFailure: (error: Error) => void;

  /** `onDiskFailure`: the log can't be brought to the disk; what is in it is unknown, so that the store has to stop. */
  constructor(store: Store, onDiskFailure: (error: Error) => void) {
    this.store = store;
    this.onDiskFailure = onDiskFailure;
  }

  /** A client has sent something. */
  enqueue(client: Client): void {
    if (client.busy || client.queued || !client.hasRequest) return;
    client.queued = true;
    this.ready.push(client);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.round());
  }

  private round(): void {
    this.scheduled = false;
    const clients = this.ready;
    this.ready = [];
    for (const client of clients) {
      client.queued = false;
      const request = client.take();
      if (request) this.begin(client, request);
    }
    this.rounds++;
    const { group, log } = this.store;
    const gathered = this.answers.length;
    this.usual = Math.max(this.usual, this.unsent + gathered);
    // Half of all: the other half then sends while these are synced.
    const othersSend = clients.length > 1 && this.rounds < MAX_ROUNDS && gathered < this.usual / 2;
    if (group.dirty && log.running) this.finishWhenFree();
    else if (group.dirty && othersSend) this.schedule();
    else this.finish();
  }

  /** A second sync couldn't begin before the running one has ended: until then the turn stays open for others. */
  private finishWhenFree(): void {
    if (this.waitsForSync) return;
    this.waitsForSync = true;
    this.store.log.whenFree(() => this.finish());
  }

  /** The end of a turn: its writes in the log, its answers on their way when that is on disk. If the commit failed, nothing of the turn happened and all are told so. */
  private finish(): void {
    this.rounds = 0;
    this.waitsForSync = false;
    const fault = this.store.endTurn();
    const answers = this.answers;
    this.answers = [];
    this.usual--;
    if (fault) {
      this.refuse(answers, fault);
      return;
    }
    this.unsent += answers.length;
    this.store.log.whenDurable((error) => {
      this.unsent -= answers.length;
      if (!error) for (const { client, request, reply } of answers) this.send(client, request, reply);
      else {
        this.refuse(answers, syncFault(error));
        this.onDiskFailure(error);
      }
    });
  }

  private refuse(answers: readonly Answer[], fault: MongoServerFault): void {
    for (const { client, request } of answers) this.send(client, request, failure(this.store, request, fault, false));
  }

  private begin(client: Client, request: Request): void {
    client.busy = true;
    const hit = this.store.testCommands ? this.store.failPoints.hit(request.command, client.appName) : undefined;
    if (request.command === BACKUP) setImmediate(() => this.backup(client, request));
    else if (hit && hit.blockMs > 0) setTimeout(() => this.later(client, request, hit), hit.blockMs);
    else this.run(client, request, hit);
  }

  /** Runs a request that had to wait, in the next turn. */
  private later(client: Client, request: Request, hit?: Failure): void {
    if (client.gone) return;
    this.run(client, request, hit);
    this.schedule();
  }

  private run(client: Client, request: Request, hit?: Failure): void {
    if (hit?.closeConnection) client.close();
    else if (hit?.errorCode !== undefined)
      this.answers.push({ client, request, reply: injectedFailure(this.store, request, hit) });
    else if (this.store.turnFailed) this.answers.push({ client, request, reply: {} });
    else this.dispatch(client, request, hit);
  }

  private dispatch(client: Client, request: Request, hit: Failure | undefined): void {
    try {
      const reply = dispatch(this.store, client, request);
      this.answers.push({ client, request, reply: hit ? withConcernError(request, reply, hit) : reply });
    } catch (error) {
      if (!(error instanceof LockWait)) throw error;
      this.wait(client, request, error);
    }
  }

  /** Runs the request again when a transaction in its way has ended, or refuses it at its own time limit. */
  private wait(client: Client, request: Request, { holders, patienceMs }: LockWait): void {
    const timers: NodeJS.Timeout[] = [];
    let done = false;
    const once = (work: () => void) => (): void => {
      if (done) return;
      done = true;
      for (const timer of timers) clearTimeout(timer);
      work();
    };
    const abortHolders = (): void => {
      for (const holder of holders) this.store.sessions.abort(holder);
    };
    if (patienceMs !== undefined) timers.push(setTimeout(abortHolders, patienceMs));
    const limit: unknown = request.body.maxTimeMS;
    if (isNumeric(limit) && toNumber(limit) > 0)
      timers.push(
        setTimeout(
          once(() => this.expire(client, request)),
          toNumber(limit),
        ),
      );
    const again = once(() => setImmediate(() => this.later(client, request)));
    for (const holder of holders) holder.waiters.push(again);
  }

  private expire(client: Client, request: Request): void {
    const fault = new MongoServerFault('MaxTimeMSExpired', 'operation exceeded time limit');
    this.send(client, request, failure(this.store, request, fault, false));
  }

  private async backup(client: Client, request: Request): Promise<void> {
    const reply = await runBackup(this.store, request, client.local).catch((error: unknown) => {
      const fault =
        error instanceof MongoServerFault
          ? error
          : new MongoServerFault('IllegalOperation', String((error as Error).message));
      return failure(this.store, request, fault, false);
    });
    this.send(client, request, reply);
  }

  private send(client: Client, request: Request, reply: Reply): void {
    client.busy = false;
    if (client.gone) return;
    if (request.wantsReply) client.write(replyFrame(request, reply));
    this.enqueue(client);
  }

  /** Work of the store itself, in a turn of its own. */
  housekeeping(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      this.store.failTurn(error);
    }
    this.schedule();
  }
}
