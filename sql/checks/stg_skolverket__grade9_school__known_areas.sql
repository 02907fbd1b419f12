-- severity: error
-- reason: Every school unit is a known area within its municipality; a new school must be added to pipelines/areas/skolenhet.csv.
-- skäl: Varje skolenhet är ett känt område i sin kommun; en ny skola läggs till i pipelines/areas/skolenhet.csv.
SELECT
  school.area_code,
  school.school_name,
  school.municipality,
  school.period
FROM stg_skolverket__grade9_school AS school
LEFT JOIN core_area_part
  ON core_area_part.part_code = school.area_code
  AND core_area_part.whole_code = school.municipality
WHERE
  school.measure = 'pupils' AND core_area_part.part_code IS NULL
