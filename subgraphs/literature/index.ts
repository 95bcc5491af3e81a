import { projectUnits } from '../../kernel/records/unit-projection.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { DeliveryStore } from './delivery-store.ts';
import { DocumentStore } from './document-store.ts';
import { resolvers } from './resolvers.ts';

/** Literature: catalogue, full texts, document delivery. */
export const literature: SubgraphDefinition = {
  name: 'literature',
  async create({ kernel }) {
    const documents = new DocumentStore(kernel, await projectUnits(kernel, 'literature'));
    await documents.records.open(kernel);
    const deliveries = await new DeliveryStore(kernel, documents).open();
    return {
      resolvers,
      contextFor: (caller) => contextFor({ documents, deliveries }, caller),
      load: { document: documents.records.documentLoader() },
    };
  },
};
