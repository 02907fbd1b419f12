-- One row per district, constituency and measure: districts of late advance votes share their code between the
-- constituencies of a municipality. `area_code` of the raw table is the municipality.
SELECT
  measure,
  'V' || district AS area_code,
  area_code AS municipality,
  constituency_name,
  district_name,
  period,
  value,
  status
FROM raw.valmyndigheten__turnout_district
