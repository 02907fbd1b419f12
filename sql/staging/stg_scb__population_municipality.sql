-- Other columns than the population are left out by the dataset's definition, which leaves their measure null.
SELECT
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__population_municipality
WHERE
  area_code IS NOT NULL AND measure = 'population'
