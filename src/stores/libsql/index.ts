export { LibSQLVectorStore, type LibSQLVectorStoreFields } from "./libsql-vector-store.ts";
