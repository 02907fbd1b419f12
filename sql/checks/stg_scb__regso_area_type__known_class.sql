-- severity: error
-- reason: SCB's area types are the classes 1 to 5.
-- skäl: SCB:s områdestyper är klasserna 1 till 5.
SELECT
  area_code,
  period,
  value
FROM stg_scb__regso_area_type
WHERE
  value IS NOT NULL AND value NOT IN (1, 2, 3, 4, 5)
