"""A simulated year: everybody acts through the services, the jobs run at their hours, and nothing is lost."""
