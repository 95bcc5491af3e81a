import type { Requirement } from './spec.ts';

/** What the store says it is. */
export const SERVER = { version: '8.0.0', topology: 'replicaset' } as const;

/** Why none of the requirements fits this server; undefined if one does. */
export function unmet(requirements: readonly Requirement[] | undefined): string | undefined {
  if (!requirements || requirements.length === 0) return undefined;
  const reasons = requirements.map(reasonAgainst);
  return reasons.some((reason) => reason === undefined) ? undefined : reasons[0];
}

function reasonAgainst({
  minServerVersion,
  maxServerVersion,
  topologies,
  serverless,
  auth,
}: Requirement): string | undefined {
  if (topologies && !topologies.includes(SERVER.topology)) return `other topology (${topologies.join(', ')})`;
  if (minServerVersion && compareVersions(SERVER.version, minServerVersion) < 0)
    return `other server version (≥ ${minServerVersion})`;
  if (maxServerVersion && compareVersions(SERVER.version, maxServerVersion) > 0)
    return `other server version (≤ ${maxServerVersion})`;
  if (serverless === 'require') return 'serverless only';
  return auth === true ? 'needs authentication, which a socket of one user has not' : undefined;
}

function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < 3; i++) {
    const order = (left[i] ?? 0) - (right[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
