-- Reports without a place of offence have no area; they stay, as the municipality's.
SELECT
  measure,
  COALESCE(area_code, municipality) AS area_code,
  municipality,
  period,
  value,
  status
FROM raw.polisen__reported_offences
