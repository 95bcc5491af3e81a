/**
 * The figures of the real network (domain.md §1, the paper of 2012 on Mudanjiang's platform; for hlj its published figures of 2015).
 * The seed reaches each exactly; "6,000+" and "nearly 500" of the paper are given a definite number here.
 */
export const figures = {
  mdj: {
    units: 41,
    unitsAlsoInProvince: 19,
    networkInstruments: 317,
    ownEquipment: 16,
    largeSharedInstruments: 95,
    largeSharedValueFen: 4_500_000_000,
    experts: 578,
    achievements: 327,
    patents: 1_559,
    technicalNeeds: 126,
    firmsWithNeeds: 64,
    visits: 26_000,
    machineMinutes: 900_000,
    fullTextPages: 12_000,
    opacQueries: 6_086,
    documentDeliveries: 497,
    trackingItems: 13_000,
  },
  hlj: { units: 659, instruments: 3_642 },
} as const;

/** ¥200,000: from here an instrument is large in the city's and the province's sharing scheme. */
export const LARGE_VALUE_FEN = 20_000_000;

/** The usage of the seed lies in the paper's time, 2011-01-01 to 2012-12-31. */
export const firstDay = '2011-01-01';
export const lastDay = '2012-12-31';
