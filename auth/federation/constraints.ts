import { AuthError } from '../errors.ts';
import { asRecord, type Statement } from './entity.ts';

/** What a superior allows below it (OpenID Federation 1.0 §6.2). */
export interface Constraints {
  /** Intermediates that may stand between this statement's subject and a leaf. */
  readonly max_path_length?: number;
  readonly naming_constraints?: { readonly permitted?: readonly string[]; readonly excluded?: readonly string[] };
}

/**
 * Checks the constraints of the subordinate statements of a chain. `statements` run from the one about the leaf up to the anchor's.
 * @throws {AuthError} CHAIN_INVALID
 */
export function checkConstraints(statements: readonly Statement[]): void {
  statements.forEach((statement, below) => {
    const constraints = asRecord(statement.claims.constraints) as Constraints;
    const { max_path_length: longest, naming_constraints: naming } = constraints;
    // §6.2.1: `below` intermediates stand between the issuer of this statement and the leaf.
    if (longest !== undefined && (!Number.isSafeInteger(longest) || longest < 0 || below > longest)) {
      throw new AuthError('CHAIN_INVALID', `the chain is longer than ${statement.iss} allows`);
    }
    if (!naming) return;
    // §6.2.2: every entity under this statement must have an allowed name.
    for (const lower of statements.slice(0, below + 1)) checkName(lower.sub, naming);
  });
}

function checkName(entity: string, naming: NonNullable<Constraints['naming_constraints']>): void {
  const host = URL.parse(entity)?.hostname ?? '';
  const { permitted, excluded } = naming;
  if (permitted && !permitted.some((domain) => matches(host, domain)))
    throw new AuthError('CHAIN_INVALID', `${host} is not a permitted name`);
  if (excluded?.some((domain) => matches(host, domain)))
    throw new AuthError('CHAIN_INVALID', `${host} is an excluded name`);
}

/** RFC 5280 §4.2.1.10 as §6.2.2 wants it: `.example.com` means any name below, `example.com` that name alone. */
function matches(host: string, domain: string): boolean {
  return domain.startsWith('.') ? host.endsWith(domain) && host.length > domain.length : host === domain;
}
