-- severity: error
-- reason: Every voting district is a known area, or its votes would be lost from the municipality's sum.
-- skäl: Varje valdistrikt är ett känt område, annars saknas dess röster i kommunens summa.
SELECT
  district.area_code,
  district.district_name,
  district.municipality,
  district.period
FROM stg_valmyndigheten__turnout_district AS district
LEFT JOIN core_area_part
  ON core_area_part.part_code = district.area_code
  AND core_area_part.whole_code = district.municipality
WHERE
  district.measure = 'voters' AND core_area_part.part_code IS NULL
