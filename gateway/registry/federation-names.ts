import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

const FEDERATION = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+$/;

/** Gives a directive's name in the federation specification, whatever the document calls it; undefined for others. */
export type FederationName = (directive: ConstDirectiveNode) => string | undefined;

/**
 * Reads from a subgraph's `@link`s under which names it uses federation's directives: imported, imported under another name (`as`), or prefixed.
 * Rules that look for a directive by its plain name could be walked around. Undefined when the document is not Federation 2.
 */
export function federationNames(document: DocumentNode): FederationName | undefined {
  const links = document.definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
    )
    .map(linkOf)
    .filter((link) => link !== undefined);
  const federation = links.find(({ url }) => FEDERATION.test(url));
  if (federation === undefined) return undefined;
  const prefix = `${federation.as ?? 'federation'}__`;
  return ({ name: { value } }) =>
    federation.imports.get(value) ?? (value.startsWith(prefix) ? value.slice(prefix.length) : undefined);
}

interface Link {
  readonly url: string;
  readonly as: string | undefined;
  /** Name in the document → name in the specification, both without `@`. */
  readonly imports: ReadonlyMap<string, string>;
}

function linkOf(directive: ConstDirectiveNode): Link | undefined {
  const values = Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const { url, as } = values;
  if (typeof url !== 'string') return undefined;
  const imports = new Map<string, string>();
  for (const entry of Array.isArray(values.import) ? values.import : []) {
    const [name, alias] =
      typeof entry === 'string' ? [entry, entry] : [String(entry?.name), String(entry?.as ?? entry?.name)];
    if (name.startsWith('@')) imports.set(alias.slice(1), name.slice(1));
  }
  return { url, as: typeof as === 'string' ? as : undefined, imports };
}
