import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { RegistryCommand } from './registry-commands.ts';
import { UserError } from './user-error.ts';

/** Runs the `mudan` command line. Failures that a person can mend are one line on standard error and exit code 1. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await (await program()).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
    } else if (error instanceof UserError) {
      console.error(error.message);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}

/** Each command in a module of its own, imported only when it is asked for: `mudan --help` answers at once. */
async function program(): Promise<Command> {
  const mudan = new Command('mudan')
    .description('A GraphQL federation gateway over a network that shares scientific and technological resources')
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');

  mudan
    .command('start')
    .description('start the platforms of a network, linked; with the embedded store also seeded (the demo)')
    .option('--data <dir>', 'data directory', 'data')
    .option('--port <n>', 'port of the first platform; each next one gets 100 more', port, 4000)
    .option(
      '--network <name>',
      'which network: two (city and province) or five (nation, province, two cities, county)',
      'two',
    )
    .option('--production', 'no seed, no demo account', false)
    .option('--scale <n>', 'multiply the seeded network', positive, 1)
    .option('--no-portal', 'do not build the portal when it is missing or its sources have changed')
    .action(async (options) => (await import('./commands/start.ts')).start(options));

  mudan
    .command('seed')
    .description('fill empty platforms with a network of the real size; through the running platforms, or stopped')
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .option('--scale <n>', 'multiply the network', positive, 1)
    .option('--json', 'print the counts as JSON', false)
    .action(async (options) => (await import('./commands/seed.ts')).seed(options));

  mudan
    .command('import <kind> <file>')
    .description(
      'import a list; KIND: instruments. Bad rows are reported, good rows are kept, importing again changes nothing',
    )
    .requiredOption('--unit <id>', 'the member unit that owns the records (global id)')
    .option('--platform <id>', 'the platform', 'mdj')
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .option('--dry-run', 'report only, write nothing', false)
    .option('--json', 'print the report as JSON', false)
    .action(async (kind, file, options) => (await import('./commands/import.ts')).importFile(kind, file, options));

  mudan
    .command('compose')
    .description('compose schema/*.graphql into schema/supergraph.graphql')
    .option('--check', 'write nothing; fail when the committed file is not fresh', false)
    .action(async (options) => (await import('./commands/compose.ts')).compose(options));

  mudan
    .command('walkthrough')
    .description('play the main job against two fresh platforms, printing and checking every figure')
    .option('--scale <n>', 'size of the two platforms’ seed; 1 is the real network', positive, 0.3)
    .option('--json', 'print the steps as JSON', false)
    .action(async (options) => (await import('./commands/walkthrough.ts')).walkthrough(options));

  mudan
    .command('gateway')
    .description('the gateway alone, over any HTTP subgraphs of a supergraph')
    .requiredOption('--supergraph <file>', 'composed supergraph SDL')
    .option('--port <n>', 'port', port, 4000)
    .option(
      '--inspect-plan <file>',
      'explain the plan, the cost and the time per fetch of the query in the file, and end',
    )
    .option('--no-authentication', 'serve everybody, with no access rules: for benchmarks and trials only')
    .option(
      '--platform <id>',
      'the platform whose users it knows (needs MONGODB_URI, or that the platform is stopped)',
      'mdj',
    )
    .option('--platform-port <n>', 'port that the network’s first platform has: users’ tokens name it', port, 4000)
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .action(async (options) => (await import('./commands/gateway.ts')).gateway(options));

  mudan
    .command('subgraph <name>')
    .description('one subgraph alone over HTTP')
    .option('--port <n>', 'port', port, 4001)
    .option('--platform <id>', 'the platform it belongs to', 'mdj')
    .option('--platform-port <n>', 'port that the network’s first platform has', port, 4000)
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .action(async (name, options) => (await import('./commands/subgraph.ts')).subgraph(name, options));

  mudan
    .command('store')
    .description('the embedded store alone on a loopback port')
    .option('--data <dir>', 'data directory', 'data/store')
    .option('--port <n>', 'port', port, 27017)
    .action(async (options) => (await import('./commands/store.ts')).store(options));

  addDataCommands(mudan);

  const person = mudan.command('person').description('personal data of one account');
  for (const [name, description] of [
    ['export', 'print everything under the account as JSON'],
    ['erase', 'erase the person from the account, here and at the partners'],
    ['drop-second-factor', 'let somebody who lost authenticator and recovery codes log in by the password alone'],
  ] as const) {
    person
      .command(`${name} <account>`)
      .description(description)
      .option('--platform <id>', 'the platform', 'mdj')
      .option('--data <dir>', 'data directory', 'data')
      .option('--network <name>', 'which network', 'two')
      .action(async (account, options) => (await import('./commands/person.ts')).person(name, account, options));
  }

  const audit = mudan.command('audit').description('the audit trail');
  audit
    .command('verify')
    .description('recompute the chain of a platform and compare it with the checkpoints that its parent keeps')
    .option('--platform <id>', 'the platform', 'mdj')
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .action(async (options) => (await import('./commands/audit.ts')).verifyAudit(options));

  const admin = mudan.command('admin').description('administrators of a platform');
  admin
    .command('create')
    .description('make the first administrator; prints the TOTP secret once')
    .requiredOption('--username <name>', 'login name')
    .option('--platform <id>', 'the platform', 'mdj')
    .option('--data <dir>', 'data directory', 'data')
    .option('--network <name>', 'which network', 'two')
    .action(async (options) => (await import('./commands/admin.ts')).createAdmin(options));

  addRegistryCommands(
    mudan.command('registry').description('subgraphs of partners in the graph, its generations, trusted documents'),
  );

  return mudan;
}

/** What moves a platform's data; the embedded store may be running. */
function addDataCommands(mudan: Command): void {
  const command = (usage: string, description: string, run: 'backup' | 'restore' | 'exportAll' | 'importAll') =>
    mudan
      .command(usage)
      .description(description)
      .option('--platform <id>', 'the platform', 'mdj')
      .option('--data <dir>', 'data directory', 'data')
      .option('--network <name>', 'which network', 'two')
      .action(async (directory, options) => (await import('./commands/data.ts'))[run](directory, options));
  command('backup <directory>', 'back up the embedded store of a platform into an empty directory', 'backup');
  command('restore <directory>', 'restore a backup into a platform that has no store yet', 'restore');
  command(
    'export <directory>',
    'write a platform’s database as Extended JSON (MONGODB_URI or the embedded store)',
    'exportAll',
  );
  command('import-data <directory>', 'read what export wrote (MONGODB_URI or the embedded store)', 'importAll');
}

function addRegistryCommands(registry: Command): void {
  const command = (usage: string, action: RegistryCommand['action'], description: string) =>
    registry
      .command(usage)
      .description(description)
      .option('--platform <id>', 'the platform', 'mdj')
      .option('--data <dir>', 'data directory', 'data')
      .option('--network <name>', 'which network', 'two')
      .action(async (first: unknown, options: unknown, self: Command) => {
        const argument = typeof first === 'string' ? first : undefined;
        const given = (argument === undefined ? (options as Command) : self).opts();
        await (await import('./commands/registry.ts')).registry(action, argument, given as never);
      });
  command('list', 'list', 'the subgraphs being served');
  command('history', 'history', 'every generation, newest first');
  command('add <name>', 'put', 'add or update a partner’s subgraph, everywhere at once')
    .requiredOption('--url <url>', 'where the gateway reaches it')
    .option('--sdl <file>', 'its SDL; asked of the subgraph itself when not given')
    .option('--check', 'check only, change nothing', false);
  command('remove <name>', 'remove', 'remove a partner’s subgraph').option(
    '--check',
    'check only, change nothing',
    false,
  );
  command('rollback <generation>', 'rollback', 'go back to an earlier generation');
  command('trust <file>', 'trust', 'register a portal’s documents: JSON { "<sha256>": "<document>" }');
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_000)
    throw new InvalidArgumentError('a port is a whole number from 1 to 65000.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value > 1000) throw new InvalidArgumentError('a scale is a number above 0, at most 1000.');
  return value;
}
