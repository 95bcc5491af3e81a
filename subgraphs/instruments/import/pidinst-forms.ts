/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** Handle types of the ePIC profile of PIDINST (white paper, table 2) → property. */
const epicTypes: Readonly<Record<string, string>> = {
  '21.T11148/8eb858ee0b12e8e463a5': 'Identifier',
  '21.T11148/aa24da8ba845c23ea75c': 'SchemaVersion',
  '21.T11148/e0efc41346cda4ba84ca': 'LandingPage',
  '21.T11148/ab8d232261b9b60ba559': 'Name',
  '21.T11148/4eaec4bc0f1df68ab2a7': 'Owner',
  '21.T11148/1f3e82ddf0697a497432': 'Manufacturer',
  '21.T11148/c1a0ec5ad347427f25d6': 'Model',
  '21.T11148/f1627ce85386d8d75078': 'Description',
  '21.T11148/c60c8da7fff2ef4f98ce': 'InstrumentType',
  '21.T11148/72928b84e060d491ee41': 'MeasuredVariable',
  '21.T11148/22c62082a4d2d9ae2602': 'Date',
  '21.T11148/178fb558abc755ca7046': 'RelatedIdentifier',
  '21.T11148/eb3c713572f681e6c4c3': 'AlternateIdentifier',
};

/** Is this a list of typed handle values? */
export function isEpic(value: unknown): value is readonly { type: string; parsed_data: string }[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof entry === 'object' && entry !== null && 'type' in entry && 'parsed_data' in entry)
  );
}

/** ePIC's handle values as the JSON form has them. */
export function fromEpic(values: readonly { type: string; parsed_data: string }[]): Json {
  const named = values.flatMap(({ type, parsed_data }) => {
    const property = epicTypes[type];
    return property ? [[property, unwrapped(parsed_data, property)] as const] : [];
  });
  return Object.fromEntries(named);
}

/** ePIC keeps JSON in a string, and lists as `[{Owner: {…}}]`. */
function unwrapped(text: string, property: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (typeof value === 'number') return text;
  if (!Array.isArray(value)) return value;
  return value.map((item) => {
    const key = Object.keys(item ?? {}).find((name) => name.toLowerCase() === property.toLowerCase());
    return key ? (item as Json)[key] : item;
  });
}

/** XML's names and attributes as the JSON form has them. */
export function fromXml(record: Json): Json {
  const owners = list(child(record.owners, 'owner')) as Json[];
  const manufacturers = list(child(record.manufacturers, 'manufacturer')) as Json[];
  const related = list(child(record.relatedIdentifiers, 'relatedIdentifier'));
  const alternate = list(child(record.alternateIdentifiers, 'alternateIdentifier'));
  return {
    Identifier: {
      identifierValue: textOf(record.identifier),
      identifierType: attribute(record.identifier, 'identifierType'),
    },
    LandingPage: textOf(record.landingPage),
    Name: textOf(record.name),
    Description: textOf(record.description),
    Owner: owners.map((owner) => ({ ownerName: textOf(owner.ownerName), ownerContact: textOf(owner.ownerContact) })),
    Manufacturer: manufacturers.map((manufacturer) => ({
      manufacturerName: textOf(manufacturer.manufacturerName),
      manufacturerIdentifierValue: textOf(manufacturer.manufacturerIdentifier),
      manufacturerIdentifierType: attribute(manufacturer.manufacturerIdentifier, 'manufacturerIdentifierType'),
    })),
    Model: { modelName: textOf(child(record.model, 'modelName')) },
    InstrumentType: (list(child(record.instrumentTypes, 'instrumentType')) as Json[]).map((type) => ({
      instrumentTypeName: textOf(type.instrumentTypeName),
    })),
    MeasuredVariable: list(child(record.measuredVariables, 'measuredVariable')).map(textOf),
    Date: list(child(record.dates, 'date')).map((date) => ({
      dateValue: textOf(date),
      dateType: attribute(date, 'dateType'),
    })),
    RelatedIdentifier: related.map((item) => ({
      relatedIdentifierValue: textOf(item),
      relatedIdentifierType: attribute(item, 'relatedIdentifierType'),
      relationType: attribute(item, 'relationType'),
    })),
    AlternateIdentifier: alternate.map((item) => ({
      alternateIdentifierValue: textOf(item),
      alternateIdentifierType: attribute(item, 'alternateIdentifierType'),
    })),
  };
}

/** A value as a list; nothing is the empty one. */
export function list(value: unknown): readonly unknown[] {
  if (value === null || value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

/** A member of an object, if it is one. */
export function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
}

/** Text of an XML element, with or without attributes. */
export function textOf(value: unknown): string | null {
  return text(typeof value === 'object' && value !== null ? (value as Json)['#text'] : value);
}

export function attribute(value: unknown, name: string): string | null {
  return text(child(value, `@${name}`));
}

/** A trimmed text or number; null for anything else and for blanks. */
export function text(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const trimmed = String(value).trim();
  return trimmed === '' ? null : trimmed;
}
