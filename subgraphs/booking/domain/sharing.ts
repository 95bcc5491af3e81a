/** Whom a sharing level reaches, by where the user belongs. */
const reaches: Readonly<Record<string, (sameUnit: boolean, sameHome: boolean) => boolean>> = {
  NOT_SHARED: (sameUnit) => sameUnit,
  UNIT: (sameUnit) => sameUnit,
  CITY: (sameUnit, sameHome) => sameUnit || sameHome,
  PROVINCE: () => true,
  NATION: () => true,
};

/** Is a record of this sharing level open to a user? An unknown level is open to nobody. */
export function inReach(sharing: string, sameUnit: boolean, sameHome: boolean): boolean {
  return reaches[sharing]?.(sameUnit, sameHome) ?? false;
}
