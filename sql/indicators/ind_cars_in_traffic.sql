-- Cars over residents of the same day. A sum that lacks a part, or has one without a value, has no value and says why.
WITH car AS (
  SELECT
    core_area_part.whole_code AS area_code,
    owned.period,
    owned.sex,
    CASE
      WHEN COUNT(owned.value) = MAX(core_area_part.parts)
      THEN SUM(owned.value)
    END AS cars,
    COALESCE(
      MAX(CASE WHEN owned.value IS NULL THEN owned.status END),
      CASE
        WHEN COUNT(*) <> MAX(core_area_part.parts)
        THEN 'missing'
      END,
      MAX(CASE WHEN owned.status = 'provisional' THEN owned.status END),
      'final'
    ) AS status
  FROM stg_scb__deso_cars AS owned
  JOIN core_area_part
    ON core_area_part.part_code = owned.area_code
  GROUP BY
    core_area_part.whole_code,
    owned.period,
    owned.sex
)
SELECT
  car.area_code,
  car.period,
  car.sex,
  '_T' AS category,
  car.cars AS numerator,
  resident.persons AS denominator,
  CASE WHEN car.cars IS NULL THEN car.status ELSE resident.status END AS status
FROM car
JOIN core_population AS resident
  ON resident.area_code = car.area_code
  AND resident.period = car.period
  AND resident.sex = car.sex
  AND resident.age = '_T'
