-- severity: error
-- reason: A DeSO lies in the municipality its row names; otherwise the reports are counted in the wrong place.
-- skäl: En DeSO ligger i den kommun som dess rad anger; annars räknas anmälningarna på fel plats.
SELECT
  offence.area_code,
  offence.municipality,
  offence.measure,
  offence.period,
  offence.value
FROM stg_polisen__reported_offences AS offence
LEFT JOIN core_area_part
  ON core_area_part.part_code = offence.area_code
  AND core_area_part.whole_code = offence.municipality
WHERE
  core_area_part.part_code IS NULL
