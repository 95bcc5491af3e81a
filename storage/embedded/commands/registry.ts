import { MongoServerFault, notImplemented } from '../errors.ts';
import { AGGREGATE_COMMANDS } from './aggregate.ts';
import { BULK_COMMANDS } from './bulk-write.ts';
import type { Command } from './context.ts';
import { DDL_COMMANDS } from './ddl.ts';
import { EXPLAIN_COMMANDS } from './explain.ts';
import { INDEX_COMMANDS } from './indexes.ts';
import { INFO_COMMANDS } from './info.ts';
import { READ_COMMANDS } from './read.ts';
import { SESSION_COMMANDS } from './session.ts';
import { WRITE_COMMANDS } from './write.ts';

/** Every command of the store. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...INFO_COMMANDS,
    ...READ_COMMANDS,
    ...WRITE_COMMANDS,
    ...AGGREGATE_COMMANDS,
    ...BULK_COMMANDS,
    ...EXPLAIN_COMMANDS,
    ...DDL_COMMANDS,
    ...INDEX_COMMANDS,
    ...SESSION_COMMANDS,
  }),
);

/** Commands of MongoDB that this store doesn't have: refused by name, so that nobody takes them for a mistake of spelling. */
export const REFUSED_COMMANDS: ReadonlySet<string> = new Set(
  (
    'mapReduce mapreduce compact validate reIndex renameCollection convertToCapped cloneCollectionAsCapped collStats dbStats dataSize dbHash serverStatus hostInfo connectionStatus getParameter ' +
    'setParameter createUser updateUser dropUser usersInfo saslStart saslContinue authenticate createSearchIndexes updateSearchIndex dropSearchIndex profile top currentOp killOp ' +
    'replSetGetStatus replSetStepDown shardCollection enableSharding planCacheClear fsync geoSearch applyOps getLog'
  ).split(' '),
);

/** The command of that name. Throws 59 for an unknown one, 238 for one that is refused. */
export function commandFor(name: string): Command {
  const command = COMMANDS.get(name);
  if (command) return command;
  if (REFUSED_COMMANDS.has(name)) throw notImplemented(`command '${name}'`);
  throw new MongoServerFault('CommandNotFound', `no such command: '${name}'`);
}
