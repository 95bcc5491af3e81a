export { openStorage, type Storage, type StorageOptions } from './connection.ts';
export { runTransaction, TransactionContention, type TransactionOptions } from './transaction.ts';
