import { readdirSync, readFileSync } from 'node:fs';
import { composeSupergraph, type SubgraphSource } from '../../gateway/compose.ts';

export interface Supergraph {
  readonly name: string;
  readonly services: readonly SubgraphSource[];
  readonly supergraphSdl: string;
}

const IMPORTS = [
  '@key',
  '@requires',
  '@external',
  '@provides',
  '@shareable',
  '@override',
  '@interfaceObject',
  '@inaccessible',
  '@composeDirective',
];
const PRELUDE = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(IMPORTS)})
@link(url: "https://mudan.example/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")
directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT
`;

/** Composes now, so that a test file with an SDL that doesn't compose says so at once. Mutations are opened: access has tests of its own. */
export function defineSupergraph(name: string, sdl: Readonly<Record<string, string>>): Supergraph {
  const services = Object.entries(sdl).map(([subgraph, text]) => ({
    name: subgraph,
    sdl: PRELUDE + openMutations(text),
  }));
  return composed(name, services);
}

function openMutations(sdl: string): string {
  return sdl.replace(/type Mutation \{/, 'type Mutation @access(anyOf: ["public"]) {');
}

/** Everybody may everything: this test is about answers. */
function withoutRules(sdl: string): string {
  return sdl.replace(/@access\(anyOf: \[(?!String)[^\]]*\]\)/g, '@access(anyOf: ["public"])');
}

/** The platform's own subgraphs, as far as they are written. */
export function platformSupergraph(): Supergraph {
  const folder = new URL('../../schema/', import.meta.url);
  const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  const shared = read('shared.graphql');
  const names = readdirSync(folder).filter(
    (file) => file.endsWith('.graphql') && file !== 'shared.graphql' && file !== 'supergraph.graphql',
  );
  const services = names.map((file) => ({
    name: file.replace('.graphql', ''),
    sdl: withoutRules(`${shared}\n${openMutations(read(file))}`),
  }));
  return composed('platform', services);
}

function composed(name: string, services: readonly SubgraphSource[]): Supergraph {
  const composition = composeSupergraph(services);
  if (!composition.ok) throw new Error(`${name}: ${composition.errors.join('\n')}`);
  return { name, services, supergraphSdl: composition.supergraphSdl };
}
