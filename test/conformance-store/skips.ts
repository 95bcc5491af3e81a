/**
 * Tests that aren't run, by suite/file and description (`*`: all of the file), with the reason. What a requirement excludes (topology, server
 * version) isn't listed: the runner prints it with its reason. The reasons beginning with "driver:" are behaviours of the Node.js driver 7.8
 * itself: the specification's command never reaches any server.
 */
const NO_FALSE_BYPASS = 'driver: never sends bypassDocumentValidation: false';
const NULL_ID = 'driver: replaces a null _id by an ObjectId before it sends';

export const SKIPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'crud/bypassDocumentValidation': {
    'Aggregate with $out passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'BulkWrite passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'FindOneAndReplace passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'FindOneAndUpdate passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
    'InsertMany passes bypassDocumentValidation: false': NO_FALSE_BYPASS,
  },
  'crud/create-null-ids': {
    'inserting _id with type null via insertOne': NULL_ID,
    'inserting _id with type null via insertMany': NULL_ID,
    'inserting _id with type null via bulkWrite': NULL_ID,
    'inserting _id with type null via clientBulkWrite': NULL_ID,
  },
  'crud/estimatedDocumentCount': {
    'estimatedDocumentCount works correctly on views': 'refusal: views',
  },
  'transactions/client-bulkWrite': {
    'client bulkWrite with writeConcern in a transaction causes a transaction error':
      'driver: drops the writeConcern of a bulkWrite inside a transaction instead of refusing it',
  },
};
