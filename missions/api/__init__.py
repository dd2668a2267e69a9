"""What programs are told of timer, time and missions, and how their acts happen once."""
