import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { benchSupergraph } from '../compose.ts';

/** The stock gateway behind the stock server, as their documentation starts them; telemetry off. */
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
process.env.NODE_ENV = 'production';
const [, , origin = ''] = process.argv;
const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl: benchSupergraph(origin) }) });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.send?.({ port: Number(new URL(url).port), path: '/' });
process.on('disconnect', () => process.exit(0));
