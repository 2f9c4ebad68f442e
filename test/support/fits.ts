/** Whether a value is what a JSON Schema says, as far as the library's own schemas go: another keyword is an error. */
export function fits(schema: any, value: any): boolean {
  return Object.entries<any>(schema).every(([keyword, said]) => {
    switch (keyword) {
      case "type":
        return typeOf(value) === said;
      case "const":
        return value === said;
      case "enum":
        return said.includes(value);
      case "format":
        return said === "date-time" && new Date(value).toISOString() === value;
      case "anyOf":
        return said.some((one: unknown) => fits(one, value));
      case "allOf":
        return said.every((one: unknown) => fits(one, value));
      case "items":
        return value.every((item: unknown) => fits(said, item));
      case "prefixItems":
        return said.every((one: unknown, at: number) => fits(one, value[at]));
      case "required":
        return said.every((key: string) => Object.hasOwn(value, key));
      case "properties":
        return Object.entries(said).every(([key, one]) => !Object.hasOwn(value, key) || fits(one, value[key]));
      default:
        throw new Error(`The keyword ${keyword} is not known here.`);
    }
  });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
