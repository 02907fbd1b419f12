import numpy as np
import pytest

from alemap.stats import life_expectancy

AGES = [0, 1, *range(5, 95, 5)]


def _town(rate=0.01, persons=1000.0):
    population = np.full(len(AGES), persons)
    deaths = np.full(len(AGES), rate * persons)
    deaths[-1] = 0.2 * persons
    return deaths, population


def test_expectancy_falls_with_age_less_than_the_age_rises():
    got = life_expectancy(*_town(), AGES).value
    assert np.all(np.diff(got) < 0)
    assert np.all(np.diff(got) > -np.diff(AGES))


def test_the_open_band_lasts_one_over_its_rate():
    assert life_expectancy(*_town(), AGES).value[-1] == pytest.approx(5.0)


def test_any_number_of_bands_will_do():
    got = life_expectancy([10.0, 500.0], [5000.0, 5000.0], [0, 65])
    assert got.value.shape == (2,)
    assert got.lower[0] < got.value[0] < got.upper[0]


def test_a_small_area_gets_none_unless_asked():
    town = _town(persons=100.0)
    assert np.isnan(life_expectancy(*town, AGES).value).all()
    assert not np.isnan(life_expectancy(*town, AGES, smallest=0.0, widest=99.0).value).any()


def test_a_vague_one_is_withheld():
    town = _town(persons=260.0)
    assert np.isnan(life_expectancy(*town, AGES, widest=1.0).value).any()


def test_no_deaths_in_the_open_band_leave_life_unbounded():
    deaths, population = _town()
    deaths[-1], deaths[3] = 0.0, 0.0
    got = life_expectancy(deaths, population, AGES)
    assert np.isnan(got.value).all()
    assert np.isinf(got.upper[4:]).all()
    assert np.isnan(got.upper[:4]).all()


def test_a_band_without_deaths_adds_no_variance():
    deaths, population = _town()
    deaths[2] = 0.0
    got = life_expectancy(deaths, population, AGES)
    assert np.isfinite(got.lower).all()


def test_more_deaths_than_can_be_end_life_there():
    deaths, population = _town(persons=2000.0)
    deaths[10] = 2 * population[10]
    assert life_expectancy(deaths, population, AGES).value[0] < AGES[11]


@pytest.mark.parametrize("ages", [[0], [0, 5, 5], [5, 0, 10]])
def test_start_ages_must_rise(ages):
    with pytest.raises(ValueError, match="rising"):
        life_expectancy([1.0] * len(ages), [9000.0] * len(ages), ages)
