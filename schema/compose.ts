import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { composeSupergraph } from '../gateway/compose.ts';
import { subgraphSdl } from '../subgraphs/create-subgraph.ts';

const target = new URL('supergraph.graphql', import.meta.url);
const notASubgraph = new Set(['shared.graphql', 'supergraph.graphql']);

/** Names of all contracts in `schema/`, in the order in which they are composed. */
export function contractNames(): readonly string[] {
  return readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.graphql') && !notASubgraph.has(file))
    .map((file) => file.slice(0, -'.graphql'.length))
    .sort();
}

if (import.meta.main) {
  const composed = composeSupergraph(contractNames().map((name) => ({ name, sdl: subgraphSdl(name) })));
  if (!composed.ok) {
    for (const error of composed.errors) console.error(error);
    process.exitCode = 1;
  } else if (process.argv.includes('--check')) {
    if (!existsSync(target) || readFileSync(target, 'utf8') !== composed.supergraphSdl) {
      console.error('schema/supergraph.graphql is not fresh: run npm run compose');
      process.exitCode = 1;
    }
  } else {
    writeFileSync(target, composed.supergraphSdl);
    console.log(`schema/supergraph.graphql: ${contractNames().join(', ')}`);
  }
}
