/** Where the districts' seats lie (WGS 84, to a hundredth of a degree), so that distances between seeded units are those of the province. */
const SEATS: Readonly<Record<string, readonly [number, number]>> = {
  东安区: [44.58, 129.62],
  阳明区: [44.6, 129.64],
  爱民区: [44.6, 129.59],
  西安区: [44.58, 129.61],
  绥芬河市: [44.41, 131.15],
  海林市: [44.59, 129.38],
  宁安市: [44.34, 129.48],
  穆棱市: [44.92, 130.52],
  东宁市: [44.09, 131.12],
  林口县: [45.28, 130.28],
  哈尔滨市: [45.8, 126.54],
  齐齐哈尔市: [47.35, 123.92],
  鸡西市: [45.3, 130.97],
  鹤岗市: [47.35, 130.3],
  双鸭山市: [46.65, 131.16],
  大庆市: [46.59, 125.1],
  伊春市: [47.73, 128.9],
  佳木斯市: [46.8, 130.32],
  七台河市: [45.77, 131.0],
  牡丹江市: [44.55, 129.63],
  黑河市: [50.25, 127.53],
  绥化市: [46.65, 126.97],
  大兴安岭地区: [50.41, 124.12],
};

/** A place in the district, a few hundred metres from its seat, by a number of the unit; null for a district that is not listed. */
export function placeIn(
  district: string,
  number: number,
): { readonly latitude: number; readonly longitude: number } | null {
  const seat = SEATS[district];
  if (!seat) return null;
  const away = (step: number): number => (((number * step) % 21) - 10) / 1000;
  const [latitude, longitude] = seat;
  return { latitude: rounded(latitude + away(7)), longitude: rounded(longitude + away(11)) };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1_000_000) / 1_000_000;
}
