import { join, resolve } from 'node:path';
import type { PlatformInfo } from '../kernel/types.ts';
import { type NetworkName, networks } from './networks.ts';

/** One running platform: what `createPlatform` needs to know. Everything else is in its database. */
export interface PlatformConfig extends PlatformInfo {
  /** Address to listen on: loopback unless the operator puts it behind a proxy elsewhere. */
  readonly host: string;
  readonly port: number;
  /** Where browsers and partners reach it; also the OpenID issuer's origin. */
  readonly origin: string;
  /** Holds the embedded store, files, the search index and the control socket. */
  readonly dataDir: string;
  /** A MongoDB replica set, or null for the embedded store. */
  readonly mongodbUri: string | null;
  /** Demo accounts and seed data exist only in demo mode: embedded store, and not `--production`. */
  readonly demo: boolean;
  /** Multiplies the seeded network, for benchmarks. */
  readonly scale: number;
  /** The domain clock starts here and can be moved over the control socket; null is the real clock. For the walkthrough and tests: tokens always use real time. */
  readonly clockStartsAt: string | null;
  /** Every platform of the network, this one included; the others are its pinned partners. */
  readonly network: readonly NetworkMember[];
}

/** A platform of the network as the others know it. */
export interface NetworkMember extends PlatformInfo {
  readonly origin: string;
  /** Public half of its federation key (JWK), by which the others pin it. */
  readonly federationKey?: Readonly<Record<string, unknown>> | undefined;
}

export interface NetworkOptions {
  readonly network: NetworkName;
  readonly data: string;
  readonly port: number;
  readonly production: boolean;
  readonly scale: number;
  readonly mongodbUri?: string | undefined;
  readonly host?: string;
  readonly clockStartsAt?: string;
}

/** Ports of a network's platforms lie 100 apart, the first platform at `port`. */
export const PORT_STEP = 100;

/** The configurations of all platforms of a network, in the order of their ports. */
export function networkConfigs(options: NetworkOptions): readonly PlatformConfig[] {
  const members = networks[options.network].map((info, index) => {
    const port = options.port + index * PORT_STEP;
    return { ...info, port, origin: `http://localhost:${port}` };
  });
  return members.map((member) => ({
    ...member,
    host: options.host ?? '127.0.0.1',
    clockStartsAt: options.clockStartsAt ?? null,
    dataDir: join(resolve(options.data), member.id),
    mongodbUri: options.mongodbUri ?? null,
    demo: !options.production && options.mongodbUri === undefined,
    scale: options.scale,
    network: members,
  }));
}
