import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFieldResolver,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { type Caller, isSealedCaller } from '../kernel/caller.ts';

/** Resolvers as makeExecutableSchema takes them; every field is a function of (parent, args, context, info). */
// biome-ignore lint/suspicious/noExplicitAny: each subgraph types its own resolvers through the generated `Resolvers`
export type ResolverMap = Record<string, any>;

/** The context that every resolver gets at least. */
export interface CallerContext {
  readonly caller: Caller;
}

/** May this caller use a field that asks for any of `anyOf`? The scopes `public` and `user` are built in. */
export function mayUse(caller: Caller, anyOf: readonly string[]): boolean {
  if (caller.kind === 'system') return true;
  return anyOf.some(
    (scope) => scope === 'public' || (scope === 'user' ? caller.kind !== 'anonymous' : caller.scopes.includes(scope)),
  );
}

/** `Type.field` → scopes, read from `@access(anyOf:)` of this SDL. A mutation without a rule gets the empty list: refused (default deny). */
export function accessRules(sdl: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, readonly string[]>();
  for (const node of sdl.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const ofType = scopesOf(node);
    for (const field of node.fields ?? []) {
      const scopes = scopesOf(field) ?? ofType ?? (node.name.value === 'Mutation' ? [] : undefined);
      if (scopes) rules.set(`${node.name.value}.${field.name.value}`, scopes);
    }
  }
  return rules;
}

function scopesOf(
  node: Pick<ObjectTypeDefinitionNode | ObjectTypeExtensionNode, 'directives'>,
): readonly string[] | undefined {
  const argument = node.directives
    ?.find((directive) => directive.name.value === 'access')
    ?.arguments?.find((arg) => arg.name.value === 'anyOf');
  if (argument?.value.kind !== Kind.LIST) return undefined;
  return argument.value.values.flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []));
}

/** Wraps the resolvers of protected fields: a caller that the gateway did not vouch for, or without the scope, is refused here too. */
export function guardedResolvers(sdl: DocumentNode, resolvers: ResolverMap): ResolverMap {
  const guarded: ResolverMap = { ...resolvers };
  for (const [coordinate, anyOf] of accessRules(sdl)) {
    const [type = '', field = ''] = coordinate.split('.');
    const own = resolvers[type]?.[field] as GraphQLFieldResolver<unknown, CallerContext> | undefined;
    const resolve: GraphQLFieldResolver<unknown, CallerContext> = (parent, args, context, info) => {
      assertAccess(context, anyOf, coordinate);
      if (own) return own(parent, args, context, info);
      return (parent as Record<string, unknown>)[field];
    };
    guarded[type] = { ...guarded[type], [field]: resolve };
  }
  return guarded;
}

function assertAccess(context: CallerContext, anyOf: readonly string[], coordinate: string): void {
  if (!isSealedCaller(context.caller))
    throw new GraphQLError('No verified caller.', { extensions: { code: 'UNAUTHENTICATED' } });
  if (mayUse(context.caller, anyOf)) return;
  const code = context.caller.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  throw new GraphQLError(`${coordinate} needs one of the scopes ${anyOf.join(', ') || '(none is granted)'}.`, {
    extensions: { code },
  });
}
