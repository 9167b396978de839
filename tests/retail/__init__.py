"""A simulated customer plays the retail benchmark's tasks over the public interface: `make eval-retail`."""
