import type { DataRecord } from "../../messages/record.ts";
import { jsonSchema } from "../../schema/checked-json-schema.ts";
import type { JsonSchema } from "../../schema/json-schema.ts";
import type { StandardSchema } from "../../schema/standard-schema.ts";

/**
 * A schema that a server has sent, as one that checks. Servers are written in many languages, and what some say cannot be used
 * here: a pattern of another language's, a reference to nothing. Then whoever is given the value checks it alone.
 */
export function serverSchema(schema: JsonSchema): StandardSchema<DataRecord> {
  let checking: StandardSchema<DataRecord> | undefined;
  const said = () => ({ ...schema });
  return {
    "~standard": {
      version: 1,
      vendor: "mcp",
      validate(value) {
        try {
          return (checking ??= jsonSchema<DataRecord>(schema))["~standard"].validate(value);
        } catch {
          return { value: value as DataRecord };
        }
      },
      jsonSchema: { input: said, output: said },
    },
  };
}
